import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    'acl-config-create': {
                        table: 'sys_security_acl'
                        id: 'cf8ae5aac0e24cdc840e4f7910cbe9da'
                    }
                    'acl-config-delete': {
                        table: 'sys_security_acl'
                        id: '4c9a0c87dd8241a59ae7425e1b1d28f3'
                    }
                    'acl-config-read': {
                        table: 'sys_security_acl'
                        id: '0e88649f04d74361bdd0719a7ad3345e'
                    }
                    'acl-config-write': {
                        table: 'sys_security_acl'
                        id: 'a030b81b92c645568fcf3acac847273f'
                    }
                    'acl-finding-create': {
                        table: 'sys_security_acl'
                        id: '9ecf55a77be04f0dbbe27f455cddcb40'
                    }
                    'acl-finding-delete': {
                        table: 'sys_security_acl'
                        id: '7495e2985cf644e5a4d9fd0382dfbbec'
                    }
                    'acl-finding-read': {
                        table: 'sys_security_acl'
                        id: '4094b5d7b3024bdbba9012a5fca6ace9'
                    }
                    'acl-finding-write': {
                        table: 'sys_security_acl'
                        id: '3b18769a1b3d4fa292c3347837a8dacb'
                    }
                    'acl-form': {
                        table: 'sys_security_acl'
                        id: '0a4a1d23ab0a4e8f9d1f3eb5f4143cd9'
                    }
                    'acl-form-scoped': {
                        table: 'sys_security_acl'
                        id: '462d5d5969474d7f92ec1fafbaab8ba5'
                    }
                    'acl-incident-create': {
                        table: 'sys_security_acl'
                        id: '2e30fa742e9e4378947278b54221af43'
                    }
                    'acl-incident-delete': {
                        table: 'sys_security_acl'
                        id: '37108d1a48f74c0d8ea0224b122db984'
                    }
                    'acl-incident-read': {
                        table: 'sys_security_acl'
                        id: '45173930c4b4483c9086c7d27357dc8a'
                    }
                    'acl-incident-write': {
                        table: 'sys_security_acl'
                        id: '501d063eab554001b0dea47a615c6c97'
                    }
                    'acl-lease-create': {
                        table: 'sys_security_acl'
                        id: 'f38a7d1b59b340f9b895b1187fd9f91a'
                    }
                    'acl-lease-delete': {
                        table: 'sys_security_acl'
                        id: 'b2c0a9518d7c4ebdbaca31384ef98883'
                    }
                    'acl-lease-read': {
                        table: 'sys_security_acl'
                        id: 'f0f69cea808044e395335087f7135af8'
                    }
                    'acl-lease-write': {
                        table: 'sys_security_acl'
                        id: '71a5e0216b0c4ea890d4ff810d2303cd'
                    }
                    'acl-outbox-create': {
                        table: 'sys_security_acl'
                        id: 'f4c4ad69afe343f5af63e1439a0a07c6'
                    }
                    'acl-outbox-delete': {
                        table: 'sys_security_acl'
                        id: '3023840843284ef9a91c6a0a1fc1fb22'
                    }
                    'acl-outbox-read': {
                        table: 'sys_security_acl'
                        id: '8ec71fa67dbc4911af5e26f0f67b14fe'
                    }
                    'acl-outbox-write': {
                        table: 'sys_security_acl'
                        id: '411847c1a0df44adacde8521c39565b4'
                    }
                    'acl-request-answer-create': {
                        table: 'sys_security_acl'
                        id: '16e9f1d838c049cca398bd9f7c886d82'
                    }
                    'acl-request-answer-write': {
                        table: 'sys_security_acl'
                        id: 'a78939e8b2104683b426c0b80bb2d5f5'
                    }
                    'acl-request-asked-by-create': {
                        table: 'sys_security_acl'
                        id: 'b2e3d912692f443f98a1711b44a258ad'
                    }
                    'acl-request-asked-by-write': {
                        table: 'sys_security_acl'
                        id: 'cb0e521cbf8e418aa8adb4fc6f33e9e5'
                    }
                    'acl-request-create': {
                        table: 'sys_security_acl'
                        id: 'a555e6e77c4c4edeb9870530302b2c55'
                    }
                    'acl-request-delete': {
                        table: 'sys_security_acl'
                        id: '81e424cd7d074724935e13d5db57a331'
                    }
                    'acl-request-exception-id-create': {
                        table: 'sys_security_acl'
                        id: 'aa52f07eb21f4c4e9c15da93badd40b3'
                    }
                    'acl-request-exception-id-write': {
                        table: 'sys_security_acl'
                        id: 'fc745b7587214bf0a91dc64ed27ee84d'
                    }
                    'acl-request-read': {
                        table: 'sys_security_acl'
                        id: '62019dee8f594ed09e600a3898fa0504'
                    }
                    'acl-request-state-create': {
                        table: 'sys_security_acl'
                        id: 'ec3119ba0c104b54aa567d10cffe6063'
                    }
                    'acl-request-state-write': {
                        table: 'sys_security_acl'
                        id: '2bd4841fb3b94eba8613c8c6f4316db3'
                    }
                    'acl-request-write': {
                        table: 'sys_security_acl'
                        id: 'c48c2b4b6adf42d68898daa054222079'
                    }
                    'acl-rest': {
                        table: 'sys_security_acl'
                        id: '403494f2057640ba922c064764575b6c'
                    }
                    'acl-step-read': {
                        table: 'sys_security_acl'
                        id: '85cada521cca407daf2ec464ca0e6369'
                    }
                    'atf-allowed': {
                        table: 'sys_atf_test'
                        id: '3bca0b4d36e34966ae163293c8084701'
                    }
                    'atf-allowed-1': {
                        table: 'sys_atf_step'
                        id: '222dbcb1123b4233ac9d674b7d1f9529'
                    }
                    'atf-allowed-2': {
                        table: 'sys_atf_step'
                        id: 'ef6346d8066e49d7b98b47b45714fb33'
                    }
                    'atf-allowed-3': {
                        table: 'sys_atf_step'
                        id: '894975da3c6647bcaf6156744da61c57'
                    }
                    'atf-allowed-4': {
                        table: 'sys_atf_step'
                        id: '5cdbcec720c643dab3ed6756aa13fb83'
                    }
                    'atf-others': {
                        table: 'sys_atf_test'
                        id: 'ddf017663e2f4bbe95f1b88e19abdbb0'
                    }
                    'atf-others-1': {
                        table: 'sys_atf_step'
                        id: '40cd8576f723432cae1fe317532026b5'
                    }
                    'atf-others-2': {
                        table: 'sys_atf_step'
                        id: 'f09ee41e393e4be9876db281eb6a336f'
                    }
                    'atf-refused': {
                        table: 'sys_atf_test'
                        id: 'f0d1dd25fdd142ec8d727de7aa0b1f5d'
                    }
                    'atf-refused-1': {
                        table: 'sys_atf_step'
                        id: '3f37f095b94f43bbafb5b0156b1821c3'
                    }
                    'atf-refused-2': {
                        table: 'sys_atf_step'
                        id: 'e6b3f3384cca4da08b403ea688067d07'
                    }
                    'atf-refused-3': {
                        table: 'sys_atf_step'
                        id: '15183db6df014379abf3290ceb552b72'
                    }
                    'atf-refused-4': {
                        table: 'sys_atf_step'
                        id: '8084add357d34189a00e55091804fbd3'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '31a25f9c1106463fb0d51fb6a78e0c63'
                    }
                    'br-config-one': {
                        table: 'sys_script'
                        id: '07ddee2a95644f55a28309cea0c5a909'
                    }
                    'br-request-check': {
                        table: 'sys_script'
                        id: 'e0be4c33e8d3473aae455f230c7b67c5'
                    }
                    'br-request-send': {
                        table: 'sys_script'
                        id: 'a48e44ce3ef54b9697cef5cda7999648'
                    }
                    'br-send': {
                        table: 'sys_script'
                        id: '467f3e03d6bc48c8a1843c6aa921888b'
                    }
                    'cs-code': {
                        table: 'sys_script_client'
                        id: '4603adfcc1ca4839bd14e22ace750c12'
                    }
                    'cs-load': {
                        table: 'sys_script_client'
                        id: '4d12d124f323451db79a3060c1ab88de'
                    }
                    'cs-state': {
                        table: 'sys_script_client'
                        id: '3e9a654ea09f4b55a083e9ef427f8171'
                    }
                    'csp-guard': {
                        table: 'sys_scope_privilege'
                        id: '55720cd9fff74e4a96a4f75815c8f7c4'
                    }
                    'csp-incident-read': {
                        table: 'sys_scope_privilege'
                        id: '90aa42ac0cb8444cacfa98140e431ab6'
                    }
                    'csp-incident-write': {
                        table: 'sys_scope_privilege'
                        id: '0ad4b33b99dd46db8809be67e4496e91'
                    }
                    'csp-journal-read': {
                        table: 'sys_scope_privilege'
                        id: 'b250d753dee4470cb49eda4c78c5d914'
                    }
                    'csp-lists-read': {
                        table: 'sys_scope_privilege'
                        id: '8e8b56a6040c4d24833e2374d7547521'
                    }
                    'csp-oauth-read': {
                        table: 'sys_scope_privilege'
                        id: 'a8b91e6dd0c9498cb0e9be233f971823'
                    }
                    'csp-roles-read': {
                        table: 'sys_scope_privilege'
                        id: 'f915314efbe846cfa2c3c1774eb4948e'
                    }
                    'csp-rules-read': {
                        table: 'sys_scope_privilege'
                        id: 'aa2a9f84e3b54ac68f999bd5d7a07a47'
                    }
                    'csp-user-read': {
                        table: 'sys_scope_privilege'
                        id: '21538e01dda44c0f94c8d4902ce1c2f4'
                    }
                    'job-send': {
                        table: 'sysauto_script'
                        id: 'df6d298778bd416da97fee079431f71b'
                    }
                    'job-tidy': {
                        table: 'sysauto_script'
                        id: '4654b56cc74a459196a1220be980ddcd'
                    }
                    'menu-fixproof': {
                        table: 'sys_app_application'
                        id: '638c0d67c4054328bf58e04d45f65ceb'
                    }
                    'mod-blocked': {
                        table: 'sys_app_module'
                        id: '71e6071288a04f39947f9dea09f5f084'
                    }
                    'mod-config': {
                        table: 'sys_app_module'
                        id: '8e232ee32c834c6b920bd5c25fe18b29'
                    }
                    'mod-false': {
                        table: 'sys_app_module'
                        id: '88c16babbda144528958e329ad5b33b2'
                    }
                    'mod-incidents': {
                        table: 'sys_app_module'
                        id: 'd363082203a24f21a86e39a632f8291d'
                    }
                    'mod-open': {
                        table: 'sys_app_module'
                        id: '407ac580dc304a988aa3c5fa822b611f'
                    }
                    'mod-outbox': {
                        table: 'sys_app_module'
                        id: '7101a157e9dd4d099a6d2cbb666bf27a'
                    }
                    'mod-report': {
                        table: 'sys_app_module'
                        id: '864c346035394b0ba0ed3f1a39994098'
                    }
                    'mod-requests': {
                        table: 'sys_app_module'
                        id: '9f25e224018c4c14a2e86785213b0773'
                    }
                    'mod-steps': {
                        table: 'sys_app_module'
                        id: '329b303962684d42a2029babd0ab72ec'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: 'c01e509734b64a6789d7a3f6e52c94e5'
                    }
                    'report-false': {
                        table: 'sys_report'
                        id: 'a1db65388b7940009e9b6961f3a213d3'
                    }
                    'report-severity': {
                        table: 'sys_report'
                        id: '4c29697e728b43808bf4681291e10213'
                    }
                    'rest-health': {
                        table: 'sys_ws_operation'
                        id: '7e798ae20ba1476b8d6a730238e8b281'
                    }
                    'rest-hub': {
                        table: 'sys_ws_definition'
                        id: '14e99fa6a17c48769453cdb10f4d5d61'
                    }
                    'rest-incidents': {
                        table: 'sys_ws_operation'
                        id: 'e8a64529d1374a709eba16c802c82d55'
                    }
                    'rest-write': {
                        table: 'sys_ws_operation'
                        id: '62e57ce0c1a04e439fcbe283e5175cbd'
                    }
                    'si-actions': {
                        table: 'sys_script_include'
                        id: '28239f5c3f114a37a7b93b3f1045af66'
                    }
                    'si-form': {
                        table: 'sys_script_include'
                        id: 'f6af1307e642401f99fe94f7280e18b9'
                    }
                    'si-gate': {
                        table: 'sys_script_include'
                        id: '89bdb20a051e48d2aa14738fe581d993'
                    }
                    'si-inbound': {
                        table: 'sys_script_include'
                        id: 'd2468209d01543a4a1bfa92eb9c2f4c8'
                    }
                    'si-outbox': {
                        table: 'sys_script_include'
                        id: 'bc3d450ab76242e382d8a807ad9cb894'
                    }
                    'si-rules': {
                        table: 'sys_script_include'
                        id: '7653296a872740bea03d98cd3050262e'
                    }
                    'si-setup': {
                        table: 'sys_script_include'
                        id: '1d7b3ec3810b4c63b435d7e5d3e00a0c'
                    }
                    'step-config': {
                        table: 'x_fxprf_sync_step'
                        id: '040eae0ee2e14d18ae626106ae40ffd7'
                    }
                    'step-guard': {
                        table: 'x_fxprf_sync_step'
                        id: '21645f2c7f6d4091a8c4d134637d9e51'
                    }
                    'step-list': {
                        table: 'x_fxprf_sync_step'
                        id: '071efe6e631a4bb78abae8715bfadcc3'
                    }
                    'step-oauth': {
                        table: 'x_fxprf_sync_step'
                        id: '73f06e82ab1440b5883156fa980bf7b2'
                    }
                    'step-outbox': {
                        table: 'x_fxprf_sync_step'
                        id: '4ef50e76829c485089a5dd53cb36fbac'
                    }
                    'step-test': {
                        table: 'x_fxprf_sync_step'
                        id: '9e8080d40af340c4acabe0e47918a509'
                    }
                    'step-user': {
                        table: 'x_fxprf_sync_step'
                        id: 'a31268f9ed4d4af6a3df5e446e519afc'
                    }
                    'step-viewers': {
                        table: 'x_fxprf_sync_step'
                        id: '1996fdfc95c24369bf287201c3c8fe24'
                    }
                    'ua-again': {
                        table: 'sys_ui_action'
                        id: 'd62f30751d71498a84e91bcc9f52d7d3'
                    }
                    'ua-attach': {
                        table: 'sys_ui_action'
                        id: '7d0e384f7429498bbfd7d52b8d9b4885'
                    }
                    'ua-detach': {
                        table: 'sys_ui_action'
                        id: '27bf045588e149f9952f6f50358a226c'
                    }
                    'ua-exception': {
                        table: 'sys_ui_action'
                        id: '5b24ad63354a4242ab41c73f6c109f58'
                    }
                    'ua-recheck': {
                        table: 'sys_ui_action'
                        id: '4b35d62b938d47eb93dbbae43e61db66'
                    }
                    'ua-steps': {
                        table: 'sys_ui_action'
                        id: 'e3fec219b5f340ba92ff88ccb7583369'
                    }
                    'ua-submit': {
                        table: 'sys_ui_action'
                        id: '5520ca31c2674d369dc7b04354ed9cc7'
                    }
                    'ua-test': {
                        table: 'sys_ui_action'
                        id: 'a28266e954744f439098189924628d09'
                    }
                }
                composite: [
                    {
                        table: 'sys_documentation'
                        id: '0009c3d9e9b44401bba027d04714c627'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '00519a0823b949d6ab9547d0c864e385'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '005951325fda4771b13681438b0f195f'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'asked'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '011b0eb3985b4e58bcb29d0e72f38519'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'until'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '01f41b3cc66e471ea98295becc6c8038'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_user'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0280e0ed4f4a4804862e13ad369f36be'
                        key: {
                            sys_security_acl: '9ecf55a77be04f0dbbe27f455cddcb40'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '0367c1a29aed439493d066788a259f1d'
                        key: {
                            document_key: 'f09ee41e393e4be9876db281eb6a336f'
                            variable: '334b7bb7675003007ba405225685ef72'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '050c305e4e254b018769d8b71418537d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '05b639adadea47dbb38244d8d26328f2'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'unknown'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '077e8bd6946e46fd8f8f0a770dae69c0'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_at'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '08582c21ab74493fba127e54f08f54f0'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'muted_until'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '091938cec45a420eb3e1f74ade26c677'
                        key: {
                            document_key: '222dbcb1123b4233ac9d674b7d1f9529'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '091f4aace4074228a4cb20c152ec9ded'
                        key: {
                            sys_security_acl: '8ec71fa67dbc4911af5e26f0f67b14fe'
                            sys_user_role: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '09349e9fbb2a4a789343f225be0ae364'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'in-progress'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '0a63ada9a4604b02b6349911321d15c1'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'done'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '0a6ff7fa3ca9447b9781e4c0095cb5c9'
                        key: {
                            list_id: {
                                id: '36b729504a114b13990cd2571a7ac09e'
                                key: {
                                    name: 'x_fxprf_sync_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0af228f1c10449319dab3774e73de542'
                        key: {
                            sys_security_acl: '45173930c4b4483c9086c7d27357dc8a'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '0bcd06ccce6d4702abe31f40936bfa98'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'active'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '0bee43f2576c411c8c45c7530fb87bc8'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'reason'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: '0c0d1c47819149819d543f16dd5c4f97'
                        key: {
                            role: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                            contains: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '0c698142e6ff4471b14bd0891f3450ee'
                        key: {
                            sys_ui_form: {
                                id: '8d3b205dd01545e8ad167bed8ee4ad35'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0c6f3e910a8344e28f8652b44a32bdcc'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_status'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0c8e21eb88b7451c8ecc424394844641'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'asked_by'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '0d6bae62112d4f4ea7ef706376de1945'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0d880fb4329d422ab5f2af6a769c6ce8'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'queued_ms'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '0dd48e48257d47638a56589f6b2001e1'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_test_at'
                            position: '11'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: '0ebd73bdac0b40de8d2fc26210fdbb96'
                        key: {
                            field: 'field_values'
                            table: 'var__m_atf_input_variable_14872288df60220062fe6c7a4df26319'
                            id: 'e6b3f3384cca4da08b403ea688067d07'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '0ed71ef3b1b34a059394aaf1bd4a2c89'
                        key: {
                            list_id: {
                                id: '36b729504a114b13990cd2571a7ac09e'
                                key: {
                                    name: 'x_fxprf_sync_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'order'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '109d33218f62452eb658ada5cccc94d8'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'text'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '10bc292a7f0d4766a985630b5871a168'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_condition'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '1198c664acde44aa922fc5da9f86260e'
                        key: {
                            document_key: '3f37f095b94f43bbafb5b0156b1821c3'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '121d377b3edf4d78904999f32846f0b5'
                        key: {
                            name: 'x_fxprf_sync.viewer'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1425ba02c2d64a1793c46bd4695da621'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'exception_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '14732d90c6e145cca2df1c097312e325'
                        key: {
                            sys_security_acl: 'fc745b7587214bf0a91dc64ed27ee84d'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '14ecb0d304194bdc9ab35df77eaf4f24'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_title'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '1510687e8e3b4f82870671a9451fb23b'
                        key: {
                            sys_ui_action: 'a28266e954744f439098189924628d09'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1510fa4feadb47ec832b586b62ac4c22'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'number'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '15670648b81f469da8dca7b722f0c2c0'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_test_result'
                            position: '12'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '15ed870a72374ed3a6f4be39dc27fbde'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_checked_at'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '16927c6218744ce78fd28fc53a717aef'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'step_key'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: '16e016aec3a34892808067ed39d6a2d0'
                        key: {
                            field: 'record_id'
                            table: 'var__m_atf_input_variable_1f39a288df60220062fe6c7a4df2639d'
                            id: '8084add357d34189a00e55091804fbd3'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '17070475fa574ac7a3fe47a094384bba'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'waiting'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '172224c4526540c09e58d6f21b1a2845'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '17d86ab7882f48d1b81cf92a85120bf1'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: '17dd257e62ef4e48bed4d087d4573cbd'
                        key: {
                            name: 'x_fxprf_sync_request'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1856d7d920ce4a6288863240fd2ec381'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'category'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '18a8377aa7d24298befd59e35778e02e'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '1bc92a3457b74ccebcd64abf79ee48f0'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'case_key'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1bfaa71ab00c41e4bebffc754e8e761d'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'found_in'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1d4cb283028549c6b1f7a0f955a83df7'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_reason'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '1e8f4c1a709c4119a9d41b8931727cf3'
                        key: {
                            list_id: {
                                id: 'b7e45285ea7f4b90a374244c96925677'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'open_since'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1f1fdcafaf50485d86d5abd6b470f7eb'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '1f63c2dde35e460b950d3407588164b8'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1f849876ccbe45cbaa14de35c59bd2cd'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '1fe82fe2f9184ca392ed3b406e6d7241'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'findings'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '20433cb286fe48f6ac70b0c924340371'
                        key: {
                            sys_security_acl: 'b2e3d912692f443f98a1711b44a258ad'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '205b9ef4c7df4058be5c49dc232e00be'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'until'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '20b8a12250504f939c1e9f8166102a18'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'state'
                            value: 'done'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '22cbeb760ad34fd397c1d096e54f184f'
                        key: {
                            sys_security_acl: 'a78939e8b2104683b426c0b80bb2d5f5'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '24473c145c8940e0bc75e33b536a2cc6'
                        key: {
                            sys_security_acl: '62019dee8f594ed09e600a3898fa0504'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '2452b9ba339946a183f34d9f7a76b56c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_status'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '26393aedd1564e85886f96ea49e739fa'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '26c59987042d45bebb3cc5dd4aa1822e'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '27014f3b8e0d4988bb401f8a52f21038'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '2739d399187f4dacb80cfad814ba3153'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '278d0963883749ffa7d7bad976751ebd'
                        key: {
                            document_key: '40cd8576f723432cae1fe317532026b5'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '279f2b0c50414cb9b3b28ccaad8e8485'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '27c5186d7e8a4f9d9617458d31f1900c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            value: 'observe'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '292950d21e304439ab8e3637f4a3e4f2'
                        key: {
                            sys_security_acl: '71a5e0216b0c4ea890d4ff810d2303cd'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '2a4d934a860f416a93c8008d33c61fd4'
                        key: {
                            document_key: '222dbcb1123b4233ac9d674b7d1f9529'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '2a6d867d056746d482f97b3aa33afcb6'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '2c097511a04c499d90954e2e6f9ffe0c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '2d7ed869d3c04f63ba66cea141e1ee7e'
                        key: {
                            sys_security_acl: '411847c1a0df44adacde8521c39565b4'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '2f82001cb64d4d988f707c90a894d617'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'guard_installed'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '3130a9f3247648faac44efc427b313ff'
                        key: {
                            document_key: 'ef6346d8066e49d7b98b47b45714fb33'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '31971a24d06842dd91ebce243063d4bc'
                        key: {
                            sys_security_acl: '3b18769a1b3d4fa292c3347837a8dacb'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '3214d95eabaa4dbf99577c7107445223'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sys_created_on'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '321b2652967840e1a09addfc37d5f874'
                        key: {
                            document_key: 'f09ee41e393e4be9876db281eb6a336f'
                            variable: 'bc4c43935320220002c6435723dc34a2'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '33a7d8ddc99a4e98aaea607388c39070'
                        key: {
                            name: 'x_fxprf_sync_incident'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '344860a8312f40f3817c963400105af0'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'tries'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '34532003d1e3498a9c1715fb5132d31c'
                        key: {
                            name: 'x_fxprf_sync_request'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '34fa0eaa7feb400c84014d40ae2a15b1'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'hub_user'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '3528c2551492475ba311d766eb8b3abd'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '35561b4db1c3498c9c895568253e1385'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3560af59d492421984dccd1a8a155368'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '362ecf5d1fc6483d98bed86270d2a3db'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3687fbcd17484f799cd976dc86a56041'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'findings'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '36b729504a114b13990cd2571a7ac09e'
                        key: {
                            name: 'x_fxprf_sync_step'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '37c109e2576c4be495939495aa39d533'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'answer'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '387116c60fb64529825ab035f576f9c0'
                        key: {
                            document_key: '15183db6df014379abf3290ceb552b72'
                            variable: 'bc4c43935320220002c6435723dc34a2'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '387cb578d3624914bbca5541b5b16641'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'until'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '3921f5bbd57e47dfb26291fba61abb54'
                        key: {
                            document_key: 'e6b3f3384cca4da08b403ea688067d07'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '39595bd8cc3a4583940b2f8af98b087d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'checked_at'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '398a6848498b4fef87ae26a08ee0658c'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'refused'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '3ac8bad9515f4ab3a616c2e03b4747d7'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '3b2c49cf06844790865e807e020fed4a'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'reachable'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '3bc9a23e9c2048d48c015cf93ad66fd0'
                        key: {
                            sys_security_acl: '0e88649f04d74361bdd0719a7ad3345e'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3c0ac33d467a4a1299ed3d20df2f5a71'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'link_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3c1692b998f84c7193e875559ba6ed9f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'mod_count'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '3dc99d29e6d0484097998f1ea59fa70e'
                        key: {
                            document_key: '8084add357d34189a00e55091804fbd3'
                            variable: '67400008676003007ba405225685efa4'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3e40d5cfc0a048b1b3ffae91d2d162cd'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '3f1a7e66cc0141699bec0e8656e5b3f1'
                        key: {
                            sys_security_acl: '16e9f1d838c049cca398bd9f7c886d82'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '3fce9cd0abcf4df6932ecb125c4ae7e3'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '3fe2ff183fd14d178d1120c95f5c0a5a'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'asked_by'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '403c784158da47d5a898f05dc9eed118'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'reason'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '4134975cb2c546f0a5d2cc7f41a334e1'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'url'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '4209a68992814a5f9f6be9e50ad0b56f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '429be4cedaec45fdb044c9e835c679b1'
                        key: {
                            sys_security_acl: '4094b5d7b3024bdbba9012a5fca6ace9'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '42cf2e3c072a423ba8ea73af705f7d9f'
                        key: {
                            name: 'incident'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '43757151d0464cfab8eb376891e2fabe'
                        key: {
                            document_key: '3f37f095b94f43bbafb5b0156b1821c3'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '43da40e431a142f78acbe80bf3073caa'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity_rank'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '44fcc1f61c994395908c8a38403fc848'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            value: 'detach'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '46b53fb994b94ac2844ac0b4a96841cc'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'open'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: '4832639aa37a49e1b49172a62c662041'
                        key: {
                            field: 'record_id'
                            table: 'var__m_atf_input_variable_17a72288df60220062fe6c7a4df26397'
                            id: '15183db6df014379abf3290ceb552b72'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4840f49dba4f46aa95bfc564e4e9dd90'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'reachable'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '48b5a649c5d04d62a9e0acb001b43b1f'
                        key: {
                            sys_security_acl: '403494f2057640ba922c064764575b6c'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '48bc93527ad34c5c8c66245849344b21'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'exception_id'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '48cf142eb84c43ca9a962b2e46c2bc78'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'body'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4a1ce41c102540e6bd7cdee8504bd2ca'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'seq'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '4aa187000db74a849fa7d34f4c0b31af'
                        key: {
                            document_key: 'e6b3f3384cca4da08b403ea688067d07'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4ad5d1f24d484c87b4eb577c7f4725bb'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_installed'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '4c5e1343952f49638707baa424acd4ff'
                        key: {
                            document_key: '40cd8576f723432cae1fe317532026b5'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '4c77d80ca4cb43ab8b93a2b7f6177577'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'findings'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4d1bb343998e459595c4422505a18582'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '4e3044a25c7c4da29996babff27df736'
                        key: {
                            sys_ui_action: 'e3fec219b5f340ba92ff88ccb7583369'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4f6dd46bf91946318a01d8c666c3170b'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'linked'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '4f727faa60fe4e279c276ee507ece70d'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'hub_user'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4fba4a1bd2b747a5af8c7fa1c80e2ac8'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'mod_count'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: '5106a4d6076a43559b2418d6e9ff9221'
                        key: {
                            field: 'record_id'
                            table: 'var__m_atf_input_variable_1f39a288df60220062fe6c7a4df2639d'
                            id: '5cdbcec720c643dab3ed6756aa13fb83'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5111f50876aa4952b3e5540ca6c703c3'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'not_fixed'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '51c825ae89664c9abdfda5b0e36c2e7b'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '525fe5c5c5724ba48661ede4277d15cf'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'text'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '52fb6e535b9b47f7a5b24a1722a8408e'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '534c328b5b2447c8a77764e7474b9a53'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5362d32d42914e26b6e4adfcf3c9b709'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '541e2fa1f5e24675b30d10406afd08dc'
                        key: {
                            document_key: '3f37f095b94f43bbafb5b0156b1821c3'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '544590648e9345ed8bce94d66f3f9fd4'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                            value: 'refused'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '54f855dbc732486a864417ee7f0e88dc'
                        key: {
                            sys_security_acl: '462d5d5969474d7f92ec1fafbaab8ba5'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '568c940168764f4cb44db816c0ccb002'
                        key: {
                            document_key: '894975da3c6647bcaf6156744da61c57'
                            variable: '334b7bb7675003007ba405225685ef72'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '571cc978865a448ab91d8d5c2e7b8a49'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'findings'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '577163a531d14fc6869570115b02006a'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '57b743387c5f48e39d3d99479f720900'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '583762091fe740b392d7faa622e50abf'
                        key: {
                            sys_ui_form: {
                                id: '17dd257e62ef4e48bed4d087d4573cbd'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '58c06f51f73646e68cac4a9505488f14'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'issue_key'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '58db1a2f4cca4b83ab3f3ae6f6ef4c5f'
                        key: {
                            document_key: 'ef6346d8066e49d7b98b47b45714fb33'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '58e2a2d0718f448faad40fe88bf417ec'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'open'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '593c71c2eb9d460ba83f1d60bda9757c'
                        key: {
                            sys_security_acl: 'cb0e521cbf8e418aa8adb4fc6f33e9e5'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '59a044e5d48f4908a8e04169c11939a8'
                        key: {
                            document_key: '8084add357d34189a00e55091804fbd3'
                            variable: 'cbddfa135320220002c6435723dc3415'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5a5c54f813704036882112a4b943c227'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5b2de613f2254c878e0ad7bb3dcd91ce'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_test_result'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '5b6f3fc12a4d489c891195722017f98c'
                        key: {
                            sys_security_acl: 'c48c2b4b6adf42d68898daa054222079'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5bb0f068bc504672940926033c3df540'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5bf443ccce1c4e9390ec34d178df7cf1'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5c56f35908fe4bd38c97b364249107f3'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'category'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5c6e3b5d28894c7089a41544cad4ae8e'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '5e30a2909ac447f9b5b343c2ddd5c5cb'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'info'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '5e81dca18cac4b919e96eb366f996a1c'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'guard_installed'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5f6053cd248e44d79a90d1933e784550'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5f6e21b46cb74ac4aecfd1082c881d45'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'open'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '608b6c71ab494a08a80f7b6ec5f66a78'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            value: 'strict'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '609ad6c5ed38410abfcf0126b0b8be23'
                        key: {
                            document_key: '3f37f095b94f43bbafb5b0156b1821c3'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '60ca91a970374e41a17f8c4b271cd692'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'finding_id'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '61534c8ed79046e6aac7959bf794b8c3'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'resolved'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '617d270bf2bd432f92fa232b09d4d4e6'
                        key: {
                            name: 'x_fxprf_sync.operator'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '617d5179f1e64a69be2fb1facbea17b3'
                        key: {
                            document_key: 'ef6346d8066e49d7b98b47b45714fb33'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '628214cc9da145f788645dd94e60bd2c'
                        key: {
                            list_id: {
                                id: 'b7e45285ea7f4b90a374244c96925677'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'category'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '629f85cc77064fbb99fa33ed28f508e4'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '62c83dffa2c640f9a48252952f5289fe'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'false_fixes'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '63ef8004143a4d4292ff605e02f8c5ea'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'found'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '640afac3724941be8f70b00175346fb6'
                        key: {
                            sys_security_acl: '3023840843284ef9a91c6a0a1fc1fb22'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '64e5a94a2b3e45cb9bc5e633609fe4e6'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '653d1d79d7a542a08ce40e0df8d6e2d3'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'sent_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '654abaca082c4a3eaa753bcdb0d4844b'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '656b11e8cac1402d919a553a9c1faa63'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6633891a7ece4178a4ef94bb435aeef5'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'seq'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '66fc9a3f9a06408ab4b61cfb27001cef'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'unread'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '671efb245929462db352bc7e0464e213'
                        key: {
                            sys_security_acl: 'a030b81b92c645568fcf3acac847273f'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '673e5779dbba44139b79102da0c5fdef'
                        key: {
                            document_key: '5cdbcec720c643dab3ed6756aa13fb83'
                            variable: '52ed1e5b5360220002c6435723dc3421'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '675b614605bf4715a2d0939b96c2da40'
                        key: {
                            sys_security_acl: '7495e2985cf644e5a4d9fd0382dfbbec'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '686505aaedb84a14b181aef12305d5c6'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'state'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '696f9b7e1cab4edea9cb60c7770b3fc4'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'incident'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '6974486bdd6740128facddb60fcc2424'
                        key: {
                            document_key: 'f09ee41e393e4be9876db281eb6a336f'
                            variable: '46dbcb535320220002c6435723dc3409'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '69777d9f4bfa4048a6ba151227f6e742'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'exceptions'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '69e9d73a3ca4478988c442e9d80320e4'
                        key: {
                            list_id: {
                                id: 'b7e45285ea7f4b90a374244c96925677'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'url'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '6a2bd89008df4f76a1a3cd4c3965a7f2'
                        key: {
                            document_key: 'e6b3f3384cca4da08b403ea688067d07'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '6b772f1ab3a9449aa3ff83741096795c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6bf1c4b907594b2db95dceecf2c40b8d'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'step_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6c4eb32eac024db7951bd5b6c0f3fcf8'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_good'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '6d05073f6ce2440a80fb808bc5572b84'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            value: 'approved'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '6de25e7cac944e26b2a59dfd91159db1'
                        key: {
                            document_key: '15183db6df014379abf3290ceb552b72'
                            variable: '334b7bb7675003007ba405225685ef72'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '70290f6f22554a6fb378636e5385375a'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_url'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '70685409fb64484ab47916cc8a453657'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'reachable'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '713f6d6a70f5419a927fc9ae716056e7'
                        key: {
                            sys_security_acl: '0a4a1d23ab0a4e8f9d1f3eb5f4143cd9'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '725970644d7942aa8c6ced8f4b4cbfae'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'findings'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '728b3180cfff4a7b8bcac4c481ad4800'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'muted'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '729f2f32c6a245338703bab7663e75c5'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'link_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '72b17fac1d11459395ff1eff6d235b71'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'connection'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '730966b6f2bb420d84ca04e294a02abb'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'reason'
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: '73162c7b6b6245188e4f05f18e3d39ee'
                        key: {
                            name: 'x_fxprf_sync_config'
                            caption: 'Connection'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '745c2d54ae08470fa764bfa2686c24d1'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '747d2766f38e4ca9a890b6118620dccf'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'tries'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '74abb04bce2f4e50a6dd7385569378f0'
                        key: {
                            sys_security_acl: '2bd4841fb3b94eba8613c8c6f4316db3'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '74be28d3f87e4981ab0445b77e8ca8d2'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            value: 'open'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '771438bdc27943bc855e9a66b9b654dc'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            value: 'sent'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '77444f9745c04672ac27c50f0217d46f'
                        key: {
                            name: 'x_fxprf_sync_request'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'incident'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '77abb627d6e541538673b2cc10299df5'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            value: 'exception'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '78976c57e1f34e429f58752d53c89f28'
                        key: {
                            list_id: {
                                id: 'b7e45285ea7f4b90a374244c96925677'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '790de2ad2bce4b1fa748178ca6eab381'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '79ee7201b12a4b48917de4f6f74ecc08'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '7a17e9bcb2bd4c0a96eef24521e298e0'
                        key: {
                            sys_ui_action: 'd62f30751d71498a84e91bcc9f52d7d3'
                            sys_user_role: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7a1cdd2c92d9448abfb173a34dbd6509'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_key'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '7a216daa63664c4fbbda8060ab50faf9'
                        key: {
                            document_key: '894975da3c6647bcaf6156744da61c57'
                            variable: '501c8f535320220002c6435723dc34da'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '7b464ae8fa81472f827ed4ade5d4d1b7'
                        key: {
                            name: 'x_fxprf_sync_incident'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '7b6e6ada29f14a2fb07b847c9f913d57'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            value: 'dead'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '7b95f4b4aaae4aadbedab16008cca4b1'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '7c12dc263e7843758f57f88070ad9ea5'
                        key: {
                            list_id: {
                                id: '36b729504a114b13990cd2571a7ac09e'
                                key: {
                                    name: 'x_fxprf_sync_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'found'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '7c44ae7633b64542a558270727741f73'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'high'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '7dad025407014e72b5c96678417fdb22'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'checked_at'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7e6cf0f2df844b56825a4a37f49e5162'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'until'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7ed588fd8a814aa5a7ed4305fbf6678e'
                        key: {
                            name: 'incident'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7edcb8d697e7432eaa80ca7e6f26a342'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8088072112e74333b487d8cdd4bf3b25'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'next_try'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '80dc3f4013404a39ad8d52986c193452'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'secret'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '81b356947b08462fba52f4b6d809dec5'
                        key: {
                            sys_ui_action: '5b24ad63354a4242ab41c73f6c109f58'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '81b7d1a1f88d4a109094a3c1df2e38a0'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '81f8e8e9ffac4ddca1354789e53e90a0'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'kind'
                            value: 'changed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '837078af82654459ab032f14854d01f7'
                        key: {
                            document_key: '222dbcb1123b4233ac9d674b7d1f9529'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8395a3d501ef4b5ea6e395477c3147e2'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '83db09d2167646458964866750cf7945'
                        key: {
                            sys_security_acl: '37108d1a48f74c0d8ea0224b122db984'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '8468e2a2145242df916dc2fd3efcb73c'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '85eb37f0e12b438d918ac9075c446c69'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_installed'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '85efc9d046d44bbeb6efa33603b4e7f9'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '867f471c1998416182128cc36e453987'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '86c3a6e546b54923bb2f67207a69230a'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'answer'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '873003048e3a42618c5010f04538b6fa'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'open'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8746da88a2f14aa9afc061580c2df8f8'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'linked'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '8832e38e48fd46aa885850bb8a7cb502'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'next_try'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '88ff162005e84fc58f82dfb167e63085'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '10'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '897749e5548f4913af16ad4559c82a8f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'sent_at'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8a5ae55237a64e22bd0a874d301b8a85'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '8abf016fd796439f93bb8688d8415f4a'
                        key: {
                            sys_ui_action: '4b35d62b938d47eb93dbbae43e61db66'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '8c0c5411e2cc4e0c9d3ca0be93612680'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'hub_url'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8cbfbf66d7eb42cfa618941388ffba0d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'severity'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: '8d3b205dd01545e8ad167bed8ee4ad35'
                        key: {
                            name: 'x_fxprf_sync_config'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '8d40c96e3b8541a0902d4faf238f3928'
                        key: {
                            list_id: {
                                id: 'b7e45285ea7f4b90a374244c96925677'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '8da644db60a141a5a1f0b0288b8b2aac'
                        key: {
                            document_key: '8084add357d34189a00e55091804fbd3'
                            variable: '52ed1e5b5360220002c6435723dc3421'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '8de51d6687fe40e5a455079b226f7472'
                        key: {
                            sys_security_acl: 'f0f69cea808044e395335087f7135af8'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '8e96f1490f804fa9b4bb9d49d459723c'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            value: 'leave'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '8ecf5408402b412fa700278260b54b81'
                        key: {
                            sys_security_acl: '85cada521cca407daf2ec464ca0e6369'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '8f4b89a34659454db776fe3c5ebc73b1'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '903ab1c6ba3c44499997faacb834f41e'
                        key: {
                            sys_security_acl: 'b2c0a9518d7c4ebdbaca31384ef98883'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '914873d848a84845ac6ea8c07e6aa846'
                        key: {
                            name: 'x_fxprf_sync.hub'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '91808f358dec49c1b3ae421bb1da119c'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '928bc3e41a3344ebbbda4c38d6e9dae5'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '9341307b843f43a2b58094d66026a296'
                        key: {
                            sys_ui_action: '27bf045588e149f9952f6f50358a226c'
                            sys_user_role: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93a195b7a8394073965940276da7d4e4'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93b5d17c6baf45a78d8ca565a1f52616'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'order'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93c12047c91243a9a459ebd24d3cb9d9'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93c664bb2077444ea792d339e628d21c'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '941b153175ab45d48f1906e81fd1674f'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'tries'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '94bb17ce64cb49eea76ab4fc5b37921d'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'open_since'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '959f975733eb498cbdc0d40af7aeb3b2'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'active'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '97421ee45472459996e7b435af18a845'
                        key: {
                            document_key: '894975da3c6647bcaf6156744da61c57'
                            variable: 'bc4c43935320220002c6435723dc34a2'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '97588b2e8de84d9487226b5daaffeb29'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'incident'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '992a1df04d6b42e2993d959e79a16602'
                        key: {
                            document_key: '5cdbcec720c643dab3ed6756aa13fb83'
                            variable: 'ff6e125353a0220002c6435723dc3442'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '999d1321d2244849808c797205a3d665'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '9a147908303d4c3ca89bcfc543ebfa23'
                        key: {
                            document_key: 'f09ee41e393e4be9876db281eb6a336f'
                            variable: '501c8f535320220002c6435723dc34da'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9ae608778fd04711865ddf675b0f426d'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '9c27e621df5740c88899e6eb8039c97f'
                        key: {
                            sys_security_acl: '81e424cd7d074724935e13d5db57a331'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9c84221b6c6d421db91696f970566124'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_reason'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '9cdb011c174d456d88379ca022adb5da'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            value: 'auto-closed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9e6397b176c34abba3c75ebcc7ccef89'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'a02a6759fbdd487c818b3316717e5aa2'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'medium'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a05d534bc93b44109c12c84cc44fd1ad'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'second_secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'a0e38b51974a4167b90ade36f5626bc3'
                        key: {
                            name: 'x_fxprf_sync_config'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'a249398d22ea45cf9b69bcf9e2532942'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'kind'
                            position: '2'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'a3de215fd9704a48800e9330f9fdb4ee'
                        key: {
                            name: 'x_fxprf_sync_lease'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'a41a716399a84da8bc16f748d1bc5565'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a4f3ea5440de45af8a97b6a08f1f702d'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'a501f1a8be444ac198b45f5fb4c81860'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                            value: 'waiting'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'a50ca127a2114b9fb0f9f15321c2508b'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'second_secret'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a574e62831ef4c918102ae1d817736f5'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'a64f2bf67e2e43deac62d11b6153e26f'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                        key: {
                            name: 'x_fxprf_sync.admin'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a76cd47d9e5a4754874ebf5e479f9a86'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity_rank'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a7a8df20e61143158aac414574f2d076'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'second_secret'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'a9de0f2eb8bf4565a636001750162553'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'until_ms'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'aa7c7f3a000c44c88c64d5c1b8cb0133'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'aafb5cf40eb644209cd20f79c3abc873'
                        key: {
                            name: 'incident'
                            element: 'x_fxprf_sync_open_findings'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'ac6358d05403479996cfffce86762066'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'acd0d5568dce4da7b08eabcb3608af01'
                        key: {
                            name: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ad09f5b4704f4b75bdc7ed1e8ae6d216'
                        key: {
                            name: 'incident'
                            element: 'x_fxprf_sync_open_findings'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ad57edfb5e68429ab184a5449e84afbb'
                        key: {
                            list_id: {
                                id: '6b772f1ab3a9449aa3ff83741096795c'
                                key: {
                                    name: 'x_fxprf_sync_incident'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sync_condition'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: 'ae37d9cb024e402a8b030b1f9b417aa1'
                        key: {
                            field: 'field_values'
                            table: 'var__m_atf_input_variable_14872288df60220062fe6c7a4df26319'
                            id: 'ef6346d8066e49d7b98b47b45714fb33'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'ae5cf7f3671247e0aa46d557ceb645c4'
                        key: {
                            sys_security_acl: '501d063eab554001b0dea47a615c6c97'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'aee93fbf7ed34d9ea82d9c6871f9d928'
                        key: {
                            name: 'x_fxprf_sync_lease'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b1a68254559d486896566eeadec1d72d'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b1a8219128bc4faab259dc095bf278ce'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'until_ms'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'b2e1add984584374bc9e0e1674823066'
                        key: {
                            list_id: {
                                id: '36b729504a114b13990cd2571a7ac09e'
                                key: {
                                    name: 'x_fxprf_sync_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b313fb203ebf44dba367b327bb77770f'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'open'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b3a8874d59a94280ac340fd654407e26'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'b3b149ddf24a489a9cf0213b69363c3a'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'b3b1effe7e0f41e79686ad1e36176052'
                        key: {
                            list_id: {
                                id: '36b729504a114b13990cd2571a7ac09e'
                                key: {
                                    name: 'x_fxprf_sync_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'text'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b4d180144b2f4655b93c11fbcc7a442a'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open_since'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b4fa672ba16a4e4d877be79a074dc602'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'not_fixed'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b6ce341192da4a6fad759165513b3219'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'checked_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b6fbe148c6b04eb0aa4bad0b186151a2'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open_since'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b728c053c5eb4dd6bb0fce2b116fa3ac'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'finding_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'b7e45285ea7f4b90a374244c96925677'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'incident'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'b996be5a3a4e456bad89ee07392b1e0a'
                        key: {
                            list_id: {
                                id: 'ed21a4e6060542f3b70e89269600945d'
                                key: {
                                    name: 'x_fxprf_sync_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sent_at'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'b9d5bd8d887a427e8f1daf51ab3d61b4'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'until'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'ba24dc35b1a74e0b8c46819791e27a3b'
                        key: {
                            sys_security_acl: '4c9a0c87dd8241a59ae7425e1b1d28f3'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ba9ba0fc463948479d2d64aefea6f425'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'found'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'babb9bfb140e4804b7149976fbc9db98'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'category'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'bad9e58c25cd47cf960d0fc1cfcb8fa8'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_url'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'bbadd11e7fc44dff8aa9161b22ad6310'
                        key: {
                            list_id: {
                                id: 'b7e45285ea7f4b90a374244c96925677'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'severity'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'bd709d15b4cc448388db749c9aa54846'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'be10c75513894083b5162f8389c7855a'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            value: 'attach'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'be7d8728d3a24ee0b8dffc53a3e2f54f'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'sync_condition'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'beaf00ff30554f5eba974582ab3d8e99'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'bee1aa326cac4d79ba48c559ea20aac5'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'state'
                            value: 'open'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'bfa52df67c794a598237162d99991886'
                        key: {
                            document_key: 'f09ee41e393e4be9876db281eb6a336f'
                            variable: '53fb0f535320220002c6435723dc34ec'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'bffcaa0d5ef94d7498e52dcf1483396a'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                            value: 'closed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: 'c01d928206f3408999bb8834c6030964'
                        key: {
                            sys_ui_action: '7d0e384f7429498bbfd7d52b8d9b4885'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c02918f426a94493b75c8d8dd0f603c7'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'order'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'c03a8179b60c4e38a16f821e0547a803'
                        key: {
                            document_key: '40cd8576f723432cae1fe317532026b5'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c061445dc5754d98ad3812882aed3e20'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: 'c2279ea43f364c88971e2513f42baf6a'
                        key: {
                            role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                            contains: {
                                id: '617d270bf2bd432f92fa232b09d4d4e6'
                                key: {
                                    name: 'x_fxprf_sync.operator'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c3587eebb072439fbb175f49de3f0abd'
                        key: {
                            sys_security_acl: 'cf8ae5aac0e24cdc840e4f7910cbe9da'
                            sys_user_role: {
                                id: 'a708e9ad9b2547d5bf3fff6143bddeb7'
                                key: {
                                    name: 'x_fxprf_sync.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'c4d3509fc92743389bb7c94c0f238e7b'
                        key: {
                            name: 'x_fxprf_sync_config'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'c68b4b5ddf384ef98638e46a9c693564'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'muted_until'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c6abf5f13df345edb556d73e8e354b71'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_result'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'c6ae4d9eefef4d56a4e09cdfda7f1e74'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'low'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'c6e7f2a35a644b618920469db0abfd0f'
                        key: {
                            document_key: '5cdbcec720c643dab3ed6756aa13fb83'
                            variable: 'cbddfa135320220002c6435723dc3415'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c6ea4df9c6be4de5b340881e15443ead'
                        key: {
                            sys_security_acl: 'a555e6e77c4c4edeb9870530302b2c55'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: 'c7cbb5076f714a178db370672c891dac'
                        key: {
                            field: 'record_id'
                            table: 'var__m_atf_input_variable_17a72288df60220062fe6c7a4df26397'
                            id: '894975da3c6647bcaf6156744da61c57'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: 'ca0a9bd02f194ad7a71754b73abe4975'
                        key: {
                            sys_ui_action: '5520ca31c2674d369dc7b04354ed9cc7'
                            sys_user_role: {
                                id: '121d377b3edf4d78904999f32846f0b5'
                                key: {
                                    name: 'x_fxprf_sync.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'caccd2233f0b434c98b67e76a4cfa767'
                        key: {
                            name: 'x_fxprf_sync_step'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ccca5f75aad54832bedc2e78c473326d'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'ccf452f6ab5f42318dff2cf87ed5ba23'
                        key: {
                            document_key: '40cd8576f723432cae1fe317532026b5'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ccf68b7980164567908dcda43304c0d8'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'cd15f3cd3e8e478292053de9eb173930'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'body'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'cd36f44dd5294bb48367364e43accc85'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'found_in'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ce1bc24ba2394a38bd55f32a4d8ce9ac'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'open'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'd00cb08a071948869ab4fb1534e95003'
                        key: {
                            sys_security_acl: 'f38a7d1b59b340f9b895b1187fd9f91a'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd046b606ae634f76b86d35e5151c7e66'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'kind'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'd26634eca2814c98bb0eef10418b86e9'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'd327a6eb28fb4c9abc79e1700a124461'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'secret'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd61ecd1b60d549878cbbc265c7ad2dd7'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'last_error'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'd662756c1ba54f43ae7f47d3059ee463'
                        key: {
                            document_key: '5cdbcec720c643dab3ed6756aa13fb83'
                            variable: '6aad5a575360220002c6435723dc34b0'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'd673dbdab90a4b69b725070d2b95cf73'
                        key: {
                            sys_security_acl: 'ec3119ba0c104b54aa567d10cffe6063'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'd71021a19d6c4229a5b00226b4c1073c'
                        key: {
                            sys_security_acl: 'aa52f07eb21f4c4e9c15da93badd40b3'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd775ff0659f2411eb134c373e02031a3'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'answer'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd7865d317c054355be76d44f3d118614'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_good'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'd9b16001190c4f358626569b47cdaf8b'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'reason'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'db380fd9fbcc4ca7ba1535127e9d1314'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'db5ef976e1d84c09a831c46f8b66c344'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'answer'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'dc28e22a0091460281d73ebc421b548b'
                        key: {
                            document_key: 'ef6346d8066e49d7b98b47b45714fb33'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'dc3872d224e64dfd92f1fbe52910f7d0'
                        key: {
                            document_key: '8084add357d34189a00e55091804fbd3'
                            variable: '6aad5a575360220002c6435723dc34b0'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'dc936482824e46e6b5f962ed1d323c47'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'dd62679ff48149b7a970baf4264ccd45'
                        key: {
                            sys_security_acl: 'f4c4ad69afe343f5af63e1439a0a07c6'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'df21d2394871491e903dda53c4d4cf7e'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'reachable'
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                        key: {
                            name: 'x_fxprf_sync_request'
                            caption: 'Request'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'df6d919fd2604af69eecdd75a3465ded'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'guard_checked_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e1015f8d34a54481a1ea7b16b5897c7b'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'queued_ms'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e1030c284026421096dca77b1a75d4e2'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'exceptions'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e17a49d45e0c4b0c9dad3c741892b6f3'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e1aa9faaca1e448d89ece1c802f61611'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e24c07d4580442c3a5d645bb3fb115d7'
                        key: {
                            document_key: '15183db6df014379abf3290ceb552b72'
                            variable: '501c8f535320220002c6435723dc34da'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'e2acd8bccfb6410bbb935ce582a2167b'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'answer'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'e308ff18ad85446caf9e900f99dc5fc2'
                        key: {
                            name: 'x_fxprf_sync_request'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e31315c1271d4c6eb24a346902859f9e'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e43a8426115f46f0a017423db85c9aa6'
                        key: {
                            name: 'x_fxprf_sync_lease'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e4cd325d27164eef82f43f77e1bb5d5c'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e53a3c21bb8a4f32807a68c1e4e00ecf'
                        key: {
                            document_key: '894975da3c6647bcaf6156744da61c57'
                            variable: '46dbcb535320220002c6435723dc3409'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e5af358b1b6c41218b6d56b2c92aae45'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e69ed5bc14df4086b31427b39a1b9947'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            element: 'next_try'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'e6df790f803343f0842d640361f75bfe'
                        key: {
                            list_id: {
                                id: '77444f9745c04672ac27c50f0217d46f'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'incident'
                                }
                            }
                            element: 'asked_by'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'e73f5ca09abc44caa6f322d0d7d8d1bc'
                        key: {
                            name: 'x_fxprf_sync_step'
                            element: 'state'
                            value: 'unknown'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e810a7bc95dc449aad4de2b83f6a9e5f'
                        key: {
                            document_key: '5cdbcec720c643dab3ed6756aa13fb83'
                            variable: '67400008676003007ba405225685efa4'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e827fb4b140a4de2bcd58753f47d9732'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'e8436638523347cc8dee31b209087bbe'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'policy'
                            value: 'fixed-only'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'e8dfadb36ef74d81900ccc17a35ab2c1'
                        key: {
                            sys_ui_section: {
                                id: 'df3a05e748bb4125ac82e0a9a7edf1e0'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    caption: 'Request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'reason'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: 'e8f021f3e7864be799e0c5e9628909b3'
                        key: {
                            field: 'record_id'
                            table: 'var__m_atf_input_variable_17a72288df60220062fe6c7a4df26397'
                            id: 'f09ee41e393e4be9876db281eb6a336f'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e8f46aa76d19464898e02887d07b5b6a'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'asked_by'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ea31f72f634e4cecbe66e2a92ef3acbe'
                        key: {
                            list_id: {
                                id: '57b743387c5f48e39d3d99479f720900'
                                key: {
                                    name: 'x_fxprf_sync_finding'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ea57fdb0de704a1f92cc48913453cb6a'
                        key: {
                            name: 'x_fxprf_sync_request'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'eb0d4a4dbed04c08bd98a327c4bab348'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'eb8419e8b7154485b9e02f6a78af8beb'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'false_fixes'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'ebdd6a631fbd46e4998851a394530af6'
                        key: {
                            name: 'x_fxprf_sync_request'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'ec82bf9510b44a06abc122df0a6aa04c'
                        key: {
                            name: 'x_fxprf_sync_config'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ecb96fa603ef4c63becad56e2952722a'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'last_test_result'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ed1b31c346894a4d95f482d3f3417213'
                        key: {
                            list_id: {
                                id: 'ec82bf9510b44a06abc122df0a6aa04c'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'ed21a4e6060542f3b70e89269600945d'
                        key: {
                            name: 'x_fxprf_sync_outbox'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ede893b4d0a848478f5e820811171eae'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'issue_url'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'efaddb1de96548999d8942136ed4fd55'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'none'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'efbd6430fc574759b25ffb608ff380da'
                        key: {
                            document_key: '15183db6df014379abf3290ceb552b72'
                            variable: '46dbcb535320220002c6435723dc3409'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'f0ab871d41fd4904b30e8550d3a807d6'
                        key: {
                            document_key: 'e6b3f3384cca4da08b403ea688067d07'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'f0cf459a920f44cb8962f6db12e817dc'
                        key: {
                            name: 'x_fxprf_sync_finding'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'f1d4b061d1fc42809b19bc82eb89236a'
                        key: {
                            name: 'x_fxprf_sync_finding'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f2d5dd10f27f4f87a0d14ec781fe97bd'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'case_title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f4175f1efda94682965b42d0ed07dbc0'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'phase'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f4cd3bf1b24541a6b947ddd1b4feb40c'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'url'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'f75cabda8ffd4cb1919043be4efd468b'
                        key: {
                            document_key: '8084add357d34189a00e55091804fbd3'
                            variable: 'ff6e125353a0220002c6435723dc3442'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'f957ed18b97e4758a7979199bf77ee75'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'severity'
                            value: 'critical'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f9643b957fa94eccbda344f581832c8e'
                        key: {
                            name: 'x_fxprf_sync_incident'
                            element: 'false_fixes'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f9923c9c1a5e47a484f2394cb331842c'
                        key: {
                            name: 'x_fxprf_sync_finding'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f9a3bcaa614d4501ba2211521f08b8a1'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'fa607b5526de40e2baf4abf8cb4f4428'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'hub_url'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'fb0e17142d50416ab73f4fdca8be4281'
                        key: {
                            list_id: {
                                id: 'ebdd6a631fbd46e4998851a394530af6'
                                key: {
                                    name: 'x_fxprf_sync_request'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'kind'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'fb7f3df595d64a5295f9d16a2aa7685c'
                        key: {
                            sys_security_acl: '2e30fa742e9e4378947278b54221af43'
                            sys_user_role: {
                                id: '914873d848a84845ac6ea8c07e6aa846'
                                key: {
                                    name: 'x_fxprf_sync.hub'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'fc1d8afc9e404d88ba76fde25c6f8fec'
                        key: {
                            sys_ui_section: {
                                id: '73162c7b6b6245188e4f05f18e3d39ee'
                                key: {
                                    name: 'x_fxprf_sync_config'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'connection'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'fc32efac6c0f45b4a284566ff773b3e8'
                        key: {
                            name: 'x_fxprf_sync_config'
                            element: 'hub_user'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'fcecf124eb1747aa8b8ca1a409c7ea21'
                        key: {
                            document_key: '222dbcb1123b4233ac9d674b7d1f9529'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'fd0df773316b45e7a1521c42dee3494b'
                        key: {
                            name: 'x_fxprf_sync_step'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'fd61cf861f82471c9a99209d0975104d'
                        key: {
                            document_key: '894975da3c6647bcaf6156744da61c57'
                            variable: '53fb0f535320220002c6435723dc34ec'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'fff45199b2ab4822914b5b2130de80b5'
                        key: {
                            document_key: '15183db6df014379abf3290ceb552b72'
                            variable: '53fb0f535320220002c6435723dc34ec'
                        }
                    },
                ]
            }
        }
    }
}
